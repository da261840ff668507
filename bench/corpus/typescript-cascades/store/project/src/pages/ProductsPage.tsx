import { App, Button, Flex, Input, Modal } from 'antd';
import { useState } from 'react';
import { toMessage } from '../api/client';
import { ProductForm, ProductTable } from '../components';
import { useCreateProduct, useProducts } from '../hooks/useProducts';
import type { ProductFilter, ProductInput } from '../types';

export default function ProductsPage() {
  const { message } = App.useApp();
  const [filter, setFilter] = useState<ProductFilter>({});
  const [open, setOpen] = useState(false);
  const products = useProducts(filter);
  const create = useCreateProduct();

  const handleSubmit = (input: ProductInput) => {
    create.mutate(input, {
      onSuccess: (product) => {
        setOpen(false);
        message.success(`${product.name} added`);
      },
      onError: (error) => message.error(toMessage(error)),
    });
  };

  return (
    <>
      <Flex justify="space-between" style={{ marginBottom: 16 }}>
        <Input.Search
          allowClear
          placeholder="Search"
          style={{ width: 280 }}
          onSearch={(search) => setFilter({ ...filter, search })}
        />
        <Button type="primary" onClick={() => setOpen(true)}>
          New product
        </Button>
      </Flex>
      <ProductTable products={products.data?.items ?? []} loading={products.isLoading} />
      <Modal title="New product" open={open} footer={null} onCancel={() => setOpen(false)}>
        <ProductForm saving={create.isPending} onSubmit={handleSubmit} />
      </Modal>
    </>
  );
}
